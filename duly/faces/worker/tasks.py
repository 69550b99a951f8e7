"""The jobs that `duly worker` runs. Each takes ids only, opens its company and calls one service."""
