"""Shops along the streets: the responsible units a report can name, and the register of them."""
