"""Run the veertien command as `python -m veertien.cli`."""

from veertien.cli import main

main(prog_name="veertien")
