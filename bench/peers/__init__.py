"""Other products, measured in the same run as ours, on the same machine and database server."""
