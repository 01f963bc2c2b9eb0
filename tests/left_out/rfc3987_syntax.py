"""Leaves out a package that makes a parser of its grammar when it is imported.

That takes a second of each Jupyter server's start. It would check internationalised addresses
in Jupyter's own events, where there are none.
"""

raise ImportError("left out of the tests")
