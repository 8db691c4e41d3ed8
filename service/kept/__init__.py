"""Files kept aside for whoever sent them: for a day, under names nobody can guess."""
