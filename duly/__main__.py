"""`python -m duly` is `duly`."""

from duly.faces.cli.main import main

main()
