"""Line of Sight: from a sentence in a safeguarding board's report down to the rows that bear it out."""

__version__ = "0.1.0"
