"""People are told what concerns them: one outbox, and adapters that carry it out of the house."""
