"""Work in the background: what is too long for a request is asked for, made by one process, and taken away.

`work` says how each kind is made, `running` runs one and notes what came of it, `python -m app.jobs` is the process.
"""
