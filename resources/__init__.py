"""Pictures, texts and the demo log that the program ships."""
