"""Forms to fill in that check themselves in Excel: made from the forms, the programmes and the rules.

``brief`` and ``planned`` say what a form is for; ``sources``, ``facts_…`` and ``higher`` read its cells by formulas;
``compiled`` turns each rule into a verdict for each row, ``folding`` puts all of it into fewer cells; ``plan`` and
``report`` lay out the sheets.
"""
