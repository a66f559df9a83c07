"""How each kind of channel carries a message: one module for each, behind `carrying.Adapter`."""
