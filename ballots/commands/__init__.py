"""The commands of `python -m ballots`, one file each: `add` adds a command's parser and names what runs it."""
