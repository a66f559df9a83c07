"""整改通知单 and 督办单: what they say, their numbers, how they are served, answered and kept."""
