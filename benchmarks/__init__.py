"""Speed and accuracy, as ratios within one run: ``make bench``, or one module by itself."""
