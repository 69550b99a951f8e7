"""Benchmarks: ratios of the product's work to a yardstick in the same run (`make bench` writes docs/benchmarks.md)."""
