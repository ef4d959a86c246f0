"""Decline curves: Arps rates and volumes, fits to monthly history, and technical forecasts.

Belongs here: curve formulas, fitting and forecasting; the only part of `domain` that may import
numpy and scipy. Does not belong here: reserves, prices, or choosing another model by itself.
"""
