"""The figures of a region per month: what is counted, frozen, shown without small cells, and traced to its dossiers.

``sources`` says in SQL which dossiers a figure is about; ``reports`` which tables are made of them, with the
definition people read; ``counting`` counts and lists from the same source, so that a total can not differ from its
list; ``hiding`` leaves out what is about too few people; ``drawing`` freezes a month; ``reading`` reads a frozen one.
"""
