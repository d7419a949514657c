interface Code {
  readonly status: number;
  /** The same for every occurrence, as RFC 9457 wants it. */
  readonly title: string;
}

/** Every way in which the API refuses, by its stable code. The page of each is /v1/problems/<code>. */
export const codes = {
  api_key_missing: { status: 401, title: "The request carries no API key." },
  api_key_unknown: { status: 401, title: "No such API key works here. It may be mistyped, revoked or expired." },
  api_key_powerless: { status: 403, title: "Whoever made this API key may no longer manage API keys." },
  scope_missing: { status: 403, title: "The API key may not do that." },
  not_found: { status: 404, title: "There is nothing at this path." },
  method_not_allowed: { status: 405, title: "This path takes other methods." },
  malformed_json: { status: 400, title: "The body is not well-formed JSON." },
  malformed_header: { status: 400, title: "A header cannot be read." },
  gzip_truncated: { status: 400, title: "The compressed body ends too early." },
  gzip_corrupt: { status: 400, title: "The compressed body is damaged." },
  invalid_request: { status: 400, title: "The request is not of the form that is described." },
  body_too_large: { status: 413, title: "The body is too large." },
  event_too_large: { status: 413, title: "A single event is too large." },
  too_many_events: { status: 413, title: "The request holds too many events." },
  media_type_unsupported: { status: 415, title: "The body is of a media type that is not taken." },
  encoding_unsupported: { status: 415, title: "The body is encoded in a way that is not taken." },
  too_many_requests: { status: 429, title: "Too much is under way. Send it again in a moment." },
  internal: { status: 500, title: "Something went wrong here." },
  unavailable: { status: 503, title: "The service cannot answer in time. Send it again in a moment." },
  event_invalid: { status: 422, title: "The event is not of the form that is described." },
  specversion_unsupported: { status: 422, title: "Only CloudEvents 1.0 is taken." },
  type_unknown: { status: 422, title: "The event is of a type that is not taken." },
  id_invalid: { status: 422, title: "The event's source, id or job is missing, too long, or holds a zero character." },
  time_invalid: { status: 422, title: "The event's time is missing, or no RFC 3339 time with an offset." },
  time_too_early: { status: 422, title: "The event is older than what is kept." },
  time_too_late: { status: 422, title: "The event is said to happen in the future." },
  subject_missing: { status: 422, title: "Neither a person nor an organization is named." },
  meter_unknown: { status: 422, title: "No such meter is defined." },
  accelerator_unknown: { status: 422, title: "No such accelerator is defined." },
  person_unknown: { status: 422, title: "No such person is known." },
  organization_unknown: { status: 422, title: "No such organization is known." },
  not_a_member: { status: 422, title: "The person does not belong to the organization." },
  amount_not_a_number: { status: 422, title: "The amount is not a decimal number." },
  amount_infinite: { status: 422, title: "The amount is not finite." },
  amount_negative: { status: 422, title: "The amount is negative." },
  amount_zero: { status: 422, title: "The amount is zero." },
  amount_too_precise: { status: 422, title: "The amount has more decimals than the meter." },
  amount_too_large: { status: 422, title: "The amount is larger than any that is taken." },
  amount_wrong_unit: { status: 422, title: "The amount is in another unit than the meter's." },
  amount_invalid: { status: 422, title: "The amount is not one of this meter." },
  conflict: { status: 409, title: "An event of this source, id and day was counted before, with another content." },
  correction_unknown: { status: 422, title: "There is no event of that source and id on the same UTC day." },
  correction_differs: { status: 422, title: "The corrected event is of another meter, person or organization." },
  correction_too_large: { status: 422, title: "The correction takes back more than is left." },
  correction_of_gauge: { status: 422, title: "Levels are not taken back: the next report says what is held." },
  quota_exceeded: { status: 409, title: "The request does not fit in what is left." },
  quota_never_fits: { status: 409, title: "The request is larger than the limit itself." },
  viewer: { status: 403, title: "The person looks at what is there, and may use nothing." },
  paused: { status: 409, title: "Nothing new starts there: somebody, or a policy, has paused it." },
  draining: { status: 409, title: "What it belongs to is paused so that it empties: nothing there is extended." },
  person_not_active: { status: 403, title: "The person's account is not active." },
  idempotency_mismatch: { status: 409, title: "The same idempotency key came with another body before." },
  reservation_not_found: { status: 404, title: "There is no such reservation." },
  reservation_ended: { status: 409, title: "The reservation has ended." },
} as const satisfies Readonly<Record<string, Code>>;

export type ProblemCode = keyof typeof codes;

/** Whether a code is one of the table. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(codes, code);
}
