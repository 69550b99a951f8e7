"""What programs that use the API need: tokens, and answers that are remembered."""
