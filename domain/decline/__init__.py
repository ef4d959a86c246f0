"""Decline curves: Arps rates and volumes, fits to monthly history, and technical forecasts.

Belongs here: curve formulas, choosing what of a completion's history is fitted, fitting and
forecasting; the only part of `domain` that may import numpy and scipy. Does not belong here:
reserves, prices, or choosing another model by itself.
"""
