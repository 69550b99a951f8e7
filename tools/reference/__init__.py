"""The pages of docs/reference that are made from the code: `make docs` writes them, a test keeps them equal."""
