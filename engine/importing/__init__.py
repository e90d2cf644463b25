"""Import of logs: look at a file, say what its columns are, read it into the store."""
