"""Rules about UNION and the other set operators."""
