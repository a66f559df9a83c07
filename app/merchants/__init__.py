"""The page behind a plate: what a merchant sees and does there with a phone, without an account."""
