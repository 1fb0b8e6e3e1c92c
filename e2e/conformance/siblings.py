"""Prints the ids of two resellers side by side: neither may read what the other one owns."""

from api import URL, data, signed_in

(top,) = data(signed_in().get(f"{URL}/api/companies/my", timeout=20))
# In the demo estate the companies with companies below them are its sub-resellers.
resellers = [company["resourceId"] for company in top["children"] if company["children"]]
print(*resellers[:2])
