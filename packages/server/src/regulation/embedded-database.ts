/**
 * The country database that comes with the server (package `@ip-location-db/geo-whois-asn-country-mmdb`, CC0; the data of the
 * registries by the NRO, CC BY 4.0). Countries only.
 */
export const EMBEDDED_DATABASE = import.meta.resolve(
  "@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb",
);
