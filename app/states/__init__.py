"""The states that things of an election can be in, and the kinds there are of them: each a word that is stored as such.

Standard library only, so that tables, rules, forms and pages name the same thing by the same name.
"""
