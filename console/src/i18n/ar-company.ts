import type { Catalogue } from './en'

export const company: Catalogue['resources']['company'] = {
  name: 'شركتي',
  licence: 'الرخصة',
  period: '%{period}، منذ %{day}',
  used: 'المقاعد المستخدمة',
  of: '%{used} من %{seats}',
  free: '%{count} شاغرة',
  over: '%{count} فوق الحد. %{policy}',
  unlimited: 'مستخدم نشط؛ لا حد للرخصة',
  renewal: 'التجديد',
  in_days: 'غدًا |||| بعد %{count} يومًا',
  today: 'اليوم',
  days_ago: 'انتهت قبل يوم |||| انتهت قبل %{count} يومًا',
  policy: {
    Report: 'يُبلَّغ بذلك موزّعك.',
    Warn: 'يُحذَّر من يضيف مستخدمين.',
    Refuse: 'يُرفض المستخدمون الجدد.',
  },
}

export const move: Catalogue['resources']['companies']['move'] = {
  action: 'نقل',
  title: 'نقل %{name}',
  from: 'الآن تحت',
  to: 'ستكون تحت',
  along: 'يُنقل معها',
  below: 'هي والشركة التي تحتها |||| هي والشركات التي تحتها (%{count})',
  alone: 'هي وحدها؛ لا شركة تحتها',
  choose: 'الموزّع الجديد',
  hint: 'شركة هي موزّع',
  own: 'مباشرة تحت %{name}',
  about: 'يبقى المستخدمون والرخصة والسجل وعملاء API كما هم. تخرج من مجموعات الشركات، وتنتهي الأدوار، لمن لم يعد فوقها.',
  done: 'صارت %{name} تحت %{to}',
}

export const lacking: Catalogue['tenantry']['lacking'] = {
  none: 'لا صفحة',
  view: 'دورك، %{role}، لا يسمح بهذه الصفحة',
  all: 'دورك، %{role}، لا يسمح بأي صفحة',
  needs: 'تنقصه هذه الصلاحية: |||| تنقصه هذه الصلاحيات:',
  any: 'تنقصه هذه الصلاحية: |||| أي من هذه الصلاحيات يفتح صفحة:',
  // They stand with the roles' permissions.
  words: {},
  ask: 'من يدير أدوار شركتك يستطيع أن يعطيك إياها. لا يمسّ هذا ما يسمح به الدور عبر API.',
}
