"""Rules across units: asked once, of what was kept of every workbook, when all of them have been checked.

``kept.py`` says what is kept of a workbook, ``totals.py``, ``sending.py``, ``peers.py`` and ``likeness.py`` make the
lists that such rules ask about, ``ask.py`` asks them.
"""
