"""How an installation is served: a hall's certificates, its front, its processes, and who starts them again.

Nothing here knows what is served: a process of a zone imports the application by its name.
"""
