import {
  analyticsRequestSchema,
  consentCategoriesAnswerSchema,
  consentCategoriesRequestSchema,
  consentChurnAnswerSchema,
  consentComplianceAnswerSchema,
  consentDimensionCategoriesAnswerSchema,
  consentDimensionCategoriesRequestSchema,
  consentDimensionsAnswerSchema,
  consentDimensionsRequestSchema,
  consentExperimentsAnswerSchema,
  consentExperimentsRequestSchema,
  consentFunnelAnswerSchema,
  consentMatrixAnswerSchema,
  consentMatrixRequestSchema,
  consentStatusAnswerSchema,
  sessionsOverviewAnswerSchema,
  sessionsTimelineAnswerSchema,
  sessionsTimelineRequestSchema,
} from "@cookiehub/schemas";
import { ANALYTICS_CATEGORY_VALUES_DEFAULT, ANALYTICS_VALUES_DEFAULT } from "@cookiehub/schemas/constants";
import type { z } from "zod";
import type { Route } from "../http/route.ts";
import type { AnalyticsFilter } from "../storage/ports.ts";
import type { AskedAnalytics } from "./queries/asked.ts";
import { readConsentCategories } from "./queries/consent-categories.ts";
import { readConsentChurn } from "./queries/consent-churn.ts";
import { readConsentCompliance } from "./queries/consent-compliance.ts";
import { readConsentDimensionCategories } from "./queries/consent-dimension-categories.ts";
import { readConsentDimensions } from "./queries/consent-dimensions.ts";
import { readConsentExperiments } from "./queries/consent-experiments.ts";
import { readConsentFunnel } from "./queries/consent-funnel.ts";
import { readConsentMatrix } from "./queries/consent-matrix.ts";
import { readConsentStatus } from "./queries/consent-status.ts";
import { readSessionsOverview } from "./queries/sessions-overview.ts";
import { readSessionsTimeline } from "./queries/sessions-timeline.ts";
import { createReadRoute, type ReadRouteParts, toDimensionFilter, toFilter } from "./read-route.ts";

const DAYS =
  "UTC days, at most 90; days without figures are there with zeros. Rates are 0 to 1 with four digits, 0 where there is nothing to divide.";
const VALUES = `${DAYS} The greatest values come first, as many as \`limit\` says; the value "" is where it is not known. Figures by dimension are not kept by path.`;
const EXAMPLE = { code: "demo0001", from: "2026-11-01", to: "2026-11-30" };

/** Makes the endpoints that read rollups: never a raw row. */
export function createGoldRoutes(parts: ReadRouteParts, botFilterFrom: string): Route[] {
  return [
    ...createSessionRoutes(parts, botFilterFrom),
    ...createDecisionRoutes(parts),
    ...createDimensionRoutes(parts),
    ...createUserRoutes(parts),
  ];
}

function createSessionRoutes(parts: ReadRouteParts, botFilterFrom: string): Route[] {
  const bots = `From ${botFilterFrom} on, sessions of bots are excluded and told apart: by network (hosting, proxies, VPNs), or by a user agent that makes too much of a day.`;
  return [
    createReadRoute(parts, {
      path: "/sessions/overview",
      summary: "Count sessions: those that count, and those excluded as bots",
      description: `${DAYS} ${bots}`,
      request: analyticsRequestSchema,
      example: EXAMPLE,
      answer: { description: "Totals and days", schema: sessionsOverviewAnswerSchema },
      read: (analytics, given, codes) => readSessionsOverview(analytics, toFilter(given, codes), botFilterFrom),
    }),
    createReadRoute(parts, {
      path: "/sessions/timeline",
      summary: "Count sessions by country, device, operating system, browser or its context",
      description: `${VALUES} ${bots}`,
      request: sessionsTimelineRequestSchema,
      example: { ...EXAMPLE, dimension: "device" },
      answer: { description: "Totals and days, of all and of each value", schema: sessionsTimelineAnswerSchema },
      read: (analytics, { dimension, limit = ANALYTICS_VALUES_DEFAULT, ...given }, codes) =>
        readSessionsTimeline(analytics, toDimensionFilter(given, codes), dimension, { limit, botFilterFrom }),
    }),
  ];
}

function createDecisionRoutes(parts: ReadRouteParts): Route[] {
  return [
    createDailyRoute(parts, {
      path: "/consent/status",
      summary: "Count decisions: all allowed, all denied, partial",
      schema: consentStatusAnswerSchema,
      read: readConsentStatus,
    }),
    createDailyRoute(parts, {
      path: "/consent/funnel",
      summary: "Count the way from impression to decision",
      schema: consentFunnelAnswerSchema,
      read: readConsentFunnel,
    }),
    createReadRoute(parts, {
      path: "/consent/categories",
      summary: "Count how often each category was asked about and agreed to",
      description: `${DAYS} Categories most often asked about come first, as many as \`limit\` says.`,
      request: consentCategoriesRequestSchema,
      example: EXAMPLE,
      answer: { description: "Totals and days of each category", schema: consentCategoriesAnswerSchema },
      read: (analytics, { limit = ANALYTICS_VALUES_DEFAULT, ...given }, codes) =>
        readConsentCategories(analytics, toFilter(given, codes), limit),
    }),
    createDailyRoute(parts, {
      path: "/consent/compliance",
      summary: "Check that decisions were informed, and what signals came to",
      schema: consentComplianceAnswerSchema,
      read: readConsentCompliance,
    }),
  ];
}

function createDimensionRoutes(parts: ReadRouteParts): Route[] {
  return [
    createReadRoute(parts, {
      path: "/consent/dimensions",
      summary: "Count decisions by one of eight dimensions",
      description: VALUES,
      request: consentDimensionsRequestSchema,
      example: { ...EXAMPLE, dimension: "country" },
      answer: { description: "Totals and days, of all and of each value", schema: consentDimensionsAnswerSchema },
      read: (analytics, { dimension, limit = ANALYTICS_VALUES_DEFAULT, ...given }, codes) =>
        readConsentDimensions(analytics, toDimensionFilter(given, codes), dimension, limit),
    }),
    createReadRoute(parts, {
      path: "/consent/dimension-categories",
      summary: "Count how often each category was agreed to, by dimension",
      description: VALUES,
      request: consentDimensionCategoriesRequestSchema,
      example: { ...EXAMPLE, dimension: "device" },
      answer: {
        description: "Totals and days of each category in each value",
        schema: consentDimensionCategoriesAnswerSchema,
      },
      read: (analytics, { dimension, limit = ANALYTICS_CATEGORY_VALUES_DEFAULT, ...given }, codes) =>
        readConsentDimensionCategories(analytics, toDimensionFilter(given, codes), dimension, limit),
    }),
    createReadRoute(parts, {
      path: "/consent/matrix",
      summary: "Cross two dimensions",
      description: `Over the whole period. ${VALUES}`,
      request: consentMatrixRequestSchema,
      example: { ...EXAMPLE, first: "country", second: "device" },
      answer: {
        description: "Both sides, and the cells where they meet; cells without decisions are left out",
        schema: consentMatrixAnswerSchema,
      },
      read: (analytics, { first, second, limit = ANALYTICS_VALUES_DEFAULT, ...given }, codes) =>
        readConsentMatrix(analytics, toDimensionFilter(given, codes), { first, second }, limit),
    }),
  ];
}

function createUserRoutes(parts: ReadRouteParts): Route[] {
  return [
    createDailyRoute(parts, {
      path: "/consent/churn",
      summary: "Count users whose decision changed, and in which direction",
      schema: consentChurnAnswerSchema,
      read: readConsentChurn,
    }),
    createReadRoute(parts, {
      path: "/consent/experiments",
      summary: "Count what the visitors of each variant did",
      description:
        "Visitors who were first seen in the period, with everything they did later. Rates are 0 to 1 with four digits. For intervals and verdicts ask for the results of the experiment.",
      request: consentExperimentsRequestSchema,
      example: EXAMPLE,
      answer: { description: "By code and variant", schema: consentExperimentsAnswerSchema },
      read: (analytics, { from, to, variants = null }, codes) =>
        readConsentExperiments(analytics, { codes, variants, from, to }),
    }),
  ];
}

interface DailyEndpoint {
  readonly path: string;
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly read: (analytics: AskedAnalytics, filter: AnalyticsFilter) => Promise<object>;
}

/** Those that take no more than every endpoint does. */
function createDailyRoute(parts: ReadRouteParts, { path, summary, schema, read }: DailyEndpoint): Route {
  return createReadRoute(parts, {
    path,
    summary,
    description: DAYS,
    request: analyticsRequestSchema,
    example: EXAMPLE,
    answer: { description: "Totals and days", schema },
    read: (analytics, given, codes) => read(analytics, toFilter(given, codes)),
  });
}
