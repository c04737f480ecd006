"""jixiao (绩效): checks, scores and follows up county budget performance forms."""

__version__ = "0.1.0"
