"""Pure rules: values in, values out. No framework, no I/O, no clock (see docs/explanation/house.md)."""
