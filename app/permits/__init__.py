"""Where something is permitted that would be disorder elsewhere: vending places, tables outdoors, street works, parking bays."""
