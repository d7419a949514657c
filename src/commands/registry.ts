import { accountAway } from "./account/away.ts";
import { accountBack } from "./account/back.ts";
import { cancel } from "./account/cancel.ts";
import { home } from "./account/home.ts";
import { linkAccept } from "./account/link-accept.ts";
import { linkCode } from "./account/link-code.ts";
import { register } from "./account/register.ts";
import { whoami } from "./account/whoami.ts";
import { why } from "./account/why.ts";
import { alertAck } from "./alert/ack.ts";
import { alertCreate } from "./alert/create.ts";
import { alertDelete } from "./alert/delete.ts";
import { alertDoctor } from "./alert/doctor.ts";
import { alertEdit } from "./alert/edit.ts";
import { alertExpected } from "./alert/expected.ts";
import { alertExplain } from "./alert/explain.ts";
import { alertInvestigate } from "./alert/investigate.ts";
import { alertKeep } from "./alert/keep.ts";
import { alertList } from "./alert/list.ts";
import { alertOpen } from "./alert/open.ts";
import { alertPreferences } from "./alert/preferences.ts";
import { alertRelease } from "./alert/release.ts";
import { alertShow } from "./alert/show.ts";
import { alertSilence } from "./alert/silence.ts";
import { alertSilences } from "./alert/silences.ts";
import { alertSnooze } from "./alert/snooze.ts";
import { alertSubscribe } from "./alert/subscribe.ts";
import { alertSubscriptions } from "./alert/subscriptions.ts";
import { alertTest } from "./alert/test.ts";
import { alertUnsilence } from "./alert/unsilence.ts";
import { alertUnsubscribe } from "./alert/unsubscribe.ts";
import { announceCreate } from "./announce/create.ts";
import { announceEdit } from "./announce/edit.ts";
import { announceSend } from "./announce/send.ts";
import { announceSchedule } from "./announce/schedule.ts";
import { announceList } from "./announce/list.ts";
import { announceShow } from "./announce/show.ts";
import { announceCorrect } from "./announce/correct.ts";
import { announceRecall } from "./announce/recall.ts";
import { announceCancel } from "./announce/cancel.ts";
import { announceRetry } from "./announce/retry.ts";
import { announceRead } from "./announce/read.ts";
import { apiKeyCreate } from "./api-key/create.ts";
import { apiKeyList } from "./api-key/list.ts";
import { apiKeyRevoke } from "./api-key/revoke.ts";
import { auditList } from "./audit/list.ts";
import { auditVerify } from "./audit/verify.ts";
import { fairshareReport } from "./fairshare/report.ts";
import { fairshareSet } from "./fairshare/set.ts";
import { fairshareShow } from "./fairshare/show.ts";
import { help } from "./help/help.ts";
import { inviteAccept } from "./invite/accept.ts";
import { inviteCreate } from "./invite/create.ts";
import { inviteDecline } from "./invite/decline.ts";
import { inviteList } from "./invite/list.ts";
import { inviteAsk } from "./invite/ask.ts";
import { inviteResend } from "./invite/resend.ts";
import { inviteRetry } from "./invite/retry.ts";
import { inviteRevoke } from "./invite/revoke.ts";
import { inviteShow } from "./invite/show.ts";
import { registryOf } from "./lookup.ts";
import { memberAsk } from "./member/ask.ts";
import { memberLeave } from "./member/leave.ts";
import { memberList } from "./member/list.ts";
import { memberRemove } from "./member/remove.ts";
import { memberRole } from "./member/role.ts";
import { memberShow } from "./member/show.ts";
import { orgCreate } from "./org/create.ts";
import { orgDelete } from "./org/delete.ts";
import { orgList } from "./org/list.ts";
import { orgSettings } from "./org/settings.ts";
import { orgShow } from "./org/show.ts";
import { orgSwitch } from "./org/switch.ts";
import { personActivate } from "./person/activate.ts";
import { personReinstate } from "./person/reinstate.ts";
import { personSuspend } from "./person/suspend.ts";
import { projectAddUser } from "./project/add-user.ts";
import { projectCreate } from "./project/create.ts";
import { projectList } from "./project/list.ts";
import { meterList } from "./meter/list.ts";
import { orgMove } from "./org/move.ts";
import { orgPlan } from "./org/plan.ts";
import { policyCreate } from "./policy/create.ts";
import { policyDelete } from "./policy/delete.ts";
import { policyList } from "./policy/list.ts";
import { policyShow } from "./policy/show.ts";
import { planEdit } from "./plan/edit.ts";
import { planExplain } from "./plan/explain.ts";
import { planList } from "./plan/list.ts";
import { planReload } from "./plan/reload.ts";
import { planShow } from "./plan/show.ts";
import { quotaApprove } from "./quota/approve.ts";
import { quotaBorrow } from "./quota/borrow.ts";
import { quotaCancel } from "./quota/cancel-request.ts";
import { quotaChange } from "./quota/change.ts";
import { quotaDeny } from "./quota/deny.ts";
import { quotaLend } from "./quota/lend.ts";
import { loanAccept } from "./quota/loan-accept.ts";
import { loanCancel } from "./quota/loan-cancel.ts";
import { loanDecline } from "./quota/loan-decline.ts";
import { loanReturn } from "./quota/loan-return.ts";
import { quotaLoans } from "./quota/loans.ts";
import { quotaPause } from "./quota/pause.ts";
import { quotaRequest } from "./quota/request.ts";
import { quotaRequests } from "./quota/requests.ts";
import { quotaCheck } from "./quota/check.ts";
import { quotaExplain } from "./quota/explain.ts";
import { quotaGrant } from "./quota/grant.ts";
import { quotaGrants } from "./quota/grants.ts";
import { quotaList } from "./quota/list.ts";
import { quotaResume } from "./quota/resume.ts";
import { quotaSet } from "./quota/set.ts";
import { quotaShow } from "./quota/show.ts";
import { quotaUnset } from "./quota/unset.ts";
import { quotaVoid } from "./quota/void.ts";
import { registrationSet } from "./registration/set.ts";
import { registrationStatus } from "./registration/status.ts";
import { reportList } from "./report/list.ts";
import { reportNow } from "./report/now.ts";
import { reportSchedule } from "./report/schedule.ts";
import { reportShow } from "./report/show.ts";
import { reportStop } from "./report/stop.ts";
import { resources } from "./resources/resources.ts";
import { sshKeyAdd } from "./ssh-key/add.ts";
import { sshKeyList } from "./ssh-key/list.ts";
import { sshKeyRemove } from "./ssh-key/remove.ts";
import { serviceAssign } from "./service/assign.ts";
import { serviceCreate } from "./service/create.ts";
import { serviceList } from "./service/list.ts";
import { serviceRemove } from "./service/remove.ts";
import { serviceShow } from "./service/show.ts";
import { userPlan } from "./user/plan.ts";
import { usageExport } from "./usage/export.ts";
import { usageMembers } from "./usage/members.ts";
import { usageShow } from "./usage/show.ts";
import { usageTop } from "./usage/top.ts";
import { userList } from "./user/list.ts";
import { webhookCreate } from "./webhook/create.ts";
import { webhookList } from "./webhook/list.ts";
import { webhookShow } from "./webhook/show.ts";
import { webhookTest } from "./webhook/test.ts";
import { webhookRotate } from "./webhook/rotate.ts";
import { webhookLog } from "./webhook/log.ts";
import { webhookRetry } from "./webhook/retry.ts";
import { webhookDelete } from "./webhook/delete.ts";
import { workspaceCode } from "./workspace/code.ts";
import { workspaceJoin } from "./workspace/join.ts";

/** Every command there is, in the order in which help shows them. */
export const registry = registryOf([
  home,
  whoami,
  accountAway,
  accountBack,
  register,
  inviteAccept,
  inviteDecline,
  linkCode,
  linkAccept,
  sshKeyAdd,
  sshKeyList,
  sshKeyRemove,
  help,
  cancel,
  inviteCreate,
  inviteList,
  inviteShow,
  inviteRevoke,
  inviteResend,
  inviteRetry,
  inviteAsk,
  memberList,
  memberShow,
  memberRole,
  memberRemove,
  memberLeave,
  memberAsk,
  projectAddUser,
  serviceList,
  serviceShow,
  serviceCreate,
  serviceAssign,
  serviceRemove,
  orgList,
  orgShow,
  orgSwitch,
  orgCreate,
  projectCreate,
  projectList,
  orgSettings,
  orgMove,
  orgDelete,
  usageShow,
  usageMembers,
  usageTop,
  usageExport,
  meterList,
  quotaShow,
  quotaExplain,
  quotaCheck,
  quotaSet,
  quotaUnset,
  quotaGrant,
  quotaGrants,
  quotaVoid,
  quotaPause,
  quotaResume,
  policyCreate,
  policyList,
  policyShow,
  policyDelete,
  fairshareShow,
  fairshareSet,
  fairshareReport,
  quotaList,
  quotaRequest,
  quotaRequests,
  quotaApprove,
  quotaChange,
  quotaDeny,
  quotaCancel,
  quotaLend,
  quotaBorrow,
  quotaLoans,
  loanAccept,
  loanDecline,
  loanCancel,
  loanReturn,
  alertOpen,
  alertAck,
  alertSnooze,
  alertExplain,
  alertExpected,
  alertInvestigate,
  alertRelease,
  alertKeep,
  alertSilence,
  alertSilences,
  alertUnsilence,
  alertPreferences,
  alertList,
  alertShow,
  alertCreate,
  alertEdit,
  alertDelete,
  alertTest,
  alertSubscribe,
  alertUnsubscribe,
  reportSchedule,
  reportList,
  reportShow,
  reportNow,
  reportStop,
  alertSubscriptions,
  alertDoctor,
  planList,
  planShow,
  planExplain,
  planEdit,
  userPlan,
  orgPlan,
  why,
  planReload,
  resources,
  registrationStatus,
  registrationSet,
  userList,
  personActivate,
  personSuspend,
  personReinstate,
  workspaceCode,
  workspaceJoin,
  announceCreate,
  announceEdit,
  announceSend,
  announceSchedule,
  announceList,
  announceShow,
  announceCorrect,
  announceRecall,
  announceCancel,
  announceRetry,
  announceRead,
  apiKeyCreate,
  apiKeyList,
  apiKeyRevoke,
  webhookCreate,
  webhookList,
  webhookShow,
  webhookTest,
  webhookRotate,
  webhookLog,
  webhookRetry,
  webhookDelete,
  auditList,
  auditVerify,
]);
