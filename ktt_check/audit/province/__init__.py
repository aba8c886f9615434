"""The province's workbook: in the morning it says where the submissions stand, sheet by sheet, with charts.

``gathered.py`` asks the database, ``sheets.py`` lays the sheets out, ``overview.py`` the first, printed one.
"""
