"""How well questions in words are answered: sets of questions with gold SQL, run and compared.

``deita eval --help`` tells how it is used.
"""
