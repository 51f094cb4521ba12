"""Drawings of ours for the documents: PNG pictures of trees and flows, in Sarabun."""
