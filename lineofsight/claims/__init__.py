"""What a sentence says, and whether the data bears it out.

A first thin piece: figures in tags, numbers and the words rose and fell. The report issue widens it.
"""
