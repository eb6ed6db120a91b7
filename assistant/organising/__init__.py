"""Organising studies: hierarchies of categories, how they are made, read, checked, corrected and grown."""
