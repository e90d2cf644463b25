"""The packaged program: built, made small, described, wrapped up. See packaging/README.md."""
