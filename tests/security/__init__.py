"""What nobody may see or change, tried on every route there is."""
