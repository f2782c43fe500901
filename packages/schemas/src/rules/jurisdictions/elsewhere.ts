import { type Jurisdiction, type JurisdictionEvidence, toRow } from "./row.ts";

interface Origin {
  readonly effective?: string;
  readonly minorAge?: number;
  readonly evidence?: JurisdictionEvidence;
  readonly sources?: readonly string[];
}

function toOptInRow(match: string, regulation: string, name: string, origin: Origin = {}): Jurisdiction {
  return toRow(match, { regulation, name, model: "opt-in", evidence: "unv", sources: [name], ...origin });
}

export const ELSEWHERE: readonly Jurisdiction[] = [
  toOptInRow("CA-QC", "law25", "Quebec Law 25", {
    effective: "2023-09-22",
    evidence: "sec",
    sources: ["Act respecting the protection of personal information in the private sector, section 8.1"],
  }),
  toRow("CA", {
    regulation: "pipeda",
    name: "PIPEDA",
    model: "opt-out",
    whenRegionUnknown: "law25",
    sources: ["Personal Information Protection and Electronic Documents Act"],
    evidence: "unv",
  }),
  toOptInRow("BR", "lgpd", "LGPD", {
    evidence: "sec",
    sources: ["Lei 13.709/2018", "ANPD guide on cookies and personal data protection"],
  }),
  toRow("JP", {
    regulation: "appi",
    name: "APPI and the external transmission rule",
    model: "notice",
    effective: "2023-06-16",
    sources: ["Act on the Protection of Personal Information", "Telecommunications Business Act"],
    evidence: "sec",
  }),
  toOptInRow("KR", "pipa", "Personal Information Protection Act"),
  toOptInRow("CN", "pipl", "Personal Information Protection Law"),
  toOptInRow("IN", "dpdp", "Digital Personal Data Protection Act", {
    minorAge: 18,
    evidence: "sec",
    sources: ["Digital Personal Data Protection Act 2023", "Digital Personal Data Protection Rules 2025"],
  }),
  toOptInRow("TH", "th-pdpa", "Personal Data Protection Act", { effective: "2022-06-01" }),
  toOptInRow("ZA", "popia", "Protection of Personal Information Act", { effective: "2021-07-01" }),
  toOptInRow("SA", "sa-pdpl", "Personal Data Protection Law", { effective: "2024-09-14" }),
  toOptInRow("TR", "kvkk", "KVKK", {
    evidence: "sec",
    sources: ["Law 6698 on the protection of personal data", "KVKK guide on cookie practices, 20 June 2022"],
  }),
  toRow("AU NZ", {
    regulation: "privacy-act",
    name: "Privacy Acts",
    model: "notice",
    sources: ["Privacy Act 1988 (Australia)", "Privacy Act 2020 (New Zealand)"],
    evidence: "unv",
  }),
  // Opt-in from here on is a default of this product, until somebody has read these laws for it.
  toOptInRow("AR", "ar-pdpa", "Ley 25.326"),
  toOptInRow("CL", "cl-pdpl", "Ley 19.628"),
  toOptInRow("CO", "co-pdpl", "Ley 1581 de 2012"),
  toOptInRow("MX", "mx-lfpdppp", "LFPDPPP"),
  toOptInRow("PE", "pe-pdpl", "Ley 29733"),
  toOptInRow("SG", "sg-pdpa", "Personal Data Protection Act 2012"),
  toOptInRow("MY", "my-pdpa", "Personal Data Protection Act 2010"),
  toOptInRow("ID", "id-pdp", "Law 27 of 2022 on Personal Data Protection"),
  toOptInRow("PH", "ph-dpa", "Data Privacy Act of 2012"),
  toOptInRow("VN", "vn-pdpl", "Personal Data Protection Law"),
  toOptInRow("TW", "tw-pdpa", "Personal Data Protection Act"),
  toOptInRow("AE", "ae-pdpl", "Federal Decree-Law 45 of 2021"),
  toOptInRow("NG", "ng-ndpa", "Nigeria Data Protection Act 2023"),
  toOptInRow("KE", "ke-dpa", "Data Protection Act 2019"),
  toOptInRow("*", "default", "Every other place", { sources: ["the safest answer"] }),
];
