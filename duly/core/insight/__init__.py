"""Figures that explain themselves, payer behaviour, the worklist, charts and the simulator. Pure."""
