"""Shops along the streets: the responsible units a report can name. Their pledges come with a later release."""
