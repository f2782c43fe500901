import { CONSENT_DIMENSIONS } from "@cookiehub/schemas/constants";
import type { AnalyticsFilter } from "../../ports.ts";
import { count, text } from "./decode.ts";
import { toCondition } from "./filter.ts";
import { type Questions, toGoldRows } from "./question.ts";

const OUTCOMES = "sum(all_allowed) AS allAllowed, sum(all_denied) AS allDenied, sum(partial) AS `partial`";
const outcomes = { allAllowed: count, allDenied: count, partial: count };
const CATEGORIES = "sum(disclosed) AS disclosed, sum(consented) AS consented";
const categories = { category: text, disclosed: count, consented: count };

/** A decision has one value of each dimension: the sum over those of one, with few values, is that over all pages, and shorter. */
const ANY_DIMENSION = "dimension = 'regulation' AND";
const isOfPages = ({ pathSegment }: AnalyticsFilter): boolean => pathSegment !== undefined;

/** What is asked of the rollups of decisions. Lines of one key may not be merged yet: they are always summed. */
export const CONSENT_QUESTIONS: Questions<
  | "consentStatus"
  | "consentFunnel"
  | "consentCategories"
  | "consentDimension"
  | "consentDimensionCategories"
  | "consentMatrix"
> = {
  consentStatus(filter) {
    const { sql, values } = toCondition(filter);
    const table = isOfPages(filter) ? "consent_status_daily WHERE" : `consent_dim_daily WHERE ${ANY_DIMENSION}`;
    return toGoldRows(`SELECT day, ${OUTCOMES} FROM ${table} ${sql} GROUP BY day ORDER BY day`, values, {
      day: text,
      ...outcomes,
    });
  },
  consentFunnel(filter) {
    const { sql, values } = toCondition(filter);
    return toGoldRows(
      `SELECT day, sum(impressions) AS impressions, sum(dialogs_opened) AS dialogsOpened, sum(decisions) AS decisions
        FROM consent_funnel_daily WHERE ${sql} GROUP BY day ORDER BY day`,
      values,
      { day: text, impressions: count, dialogsOpened: count, decisions: count },
    );
  },
  consentCategories(filter) {
    const { sql, values } = toCondition(filter);
    const table = isOfPages(filter)
      ? "consent_category_daily WHERE"
      : `consent_dim_category_daily WHERE ${ANY_DIMENSION}`;
    return toGoldRows(
      `SELECT day, category, ${CATEGORIES} FROM ${table} ${sql} GROUP BY day, category ORDER BY day, category`,
      values,
      { day: text, ...categories },
    );
  },
  consentDimension({ dimension, ...filter }) {
    const { sql, values } = toCondition(filter);
    return toGoldRows(
      `SELECT day, value, ${OUTCOMES} FROM consent_dim_daily
        WHERE ${sql} AND dimension = {dimension:String} GROUP BY day, value ORDER BY day, value`,
      { ...values, dimension },
      { day: text, value: text, ...outcomes },
    );
  },
  consentDimensionCategories({ dimension, ...filter }) {
    const { sql, values } = toCondition(filter);
    return toGoldRows(
      `SELECT day, value, category, ${CATEGORIES} FROM consent_dim_category_daily
        WHERE ${sql} AND dimension = {dimension:String} GROUP BY day, value, category ORDER BY day, value, category`,
      { ...values, dimension },
      { day: text, value: text, ...categories },
    );
  },
  consentMatrix({ first, second, ...filter }) {
    const { sql, values } = toCondition(filter);
    // Kept in one order of the dimensions, asked for in either.
    const isKept = CONSENT_DIMENSIONS.indexOf(first) < CONSENT_DIMENSIONS.indexOf(second);
    const [one, other] = isKept ? ["first", "second"] : ["second", "first"];
    return toGoldRows(
      `SELECT ${one}_value AS first, ${other}_value AS second, ${OUTCOMES} FROM consent_matrix_daily
        WHERE ${sql} AND ${one}_dimension = {first:String} AND ${other}_dimension = {second:String}
        GROUP BY first, second ORDER BY first, second`,
      { ...values, first, second },
      { first: text, second: text, ...outcomes },
    );
  },
};
