"""Event streams: what open pages and, later, the screen of the hall hear of an election, in a process of its own.

Hundreds of pages that wait would hold hundreds of threads of the application; here each is a line in a set.
"""
