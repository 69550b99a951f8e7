"""Tools of the people who build Duly; nothing here is installed."""
