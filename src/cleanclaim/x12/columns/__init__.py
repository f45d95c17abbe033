"""Whole files by columns: what is certainly clean is proved with numpy, all else goes the way of rows.

A short cut here may only ever say "certainly clean"; findings are made by the row checks alone, on the very
segments they name, so that both ways give the same report (decision record 0050).

  cells      bytes to marks, segments, and a small number for every segment's name and qualifier
  interning  values to small numbers, without hashing anything away
  automaton  the walk along the guide, learnt piece by piece: each piece of each shape is walked once
  forms      the elements of all segments that share a row and a layout, checked column by column
  numerals   digits, amounts and dates of many cells at once
  levels     claims that are not proved quiet, read again as rows
  running    one transaction set on its way through
  checking   the envelope around them: `check_file`, `check_bulk`
"""
