"""Refused amounts: why, whether an appeal is possible, what to do, and by when."""

from cleanclaim.denials.classify import Disputed, classify, denial_work_item

__all__ = ["Disputed", "classify", "denial_work_item"]
