"""A community into a file. `run.export_lines` is the door."""
