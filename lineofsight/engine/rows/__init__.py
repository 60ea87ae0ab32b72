"""The things we count: contract tables joined to the child, with the columns indicators share.

One file a theme; `placing.py` holds how rows are joined and placed. Derived columns live here and
never in an indicator, so that an age or a working day means one thing.
"""
