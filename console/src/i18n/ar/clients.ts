// The texts of API clients.

import type { Catalogue } from '../en'

export const clients: Catalogue['resources']['clients'] = {
  name: 'عميل API |||| عملاء API',
  last_used: 'آخر استخدام %{time}',
  never_used: 'لم يُستخدم قط',
  new: 'عميل API جديد',
  changed: 'عُدّل %{name}',
  overtaken: 'عدّل شخص آخر عميل API هذا في هذه الأثناء. ما كتبته لا يزال هنا.',
  anywhere: 'أي مكان',
  secrets: 'الأسرار الصالحة',
  secret_of: 'أُنشئ %{time}',
  ends: 'ينتهي %{time}',
  address_hint: 'عنوان IPv4 أو IPv6 أو نطاق مثل 192.0.2.0/24',
  fields: {
    clientName: 'الاسم',
    clientId: 'معرّف العميل',
    statusId: 'الحالة',
    createTime: 'تاريخ الإنشاء',
    lastUsedTime: 'آخر استخدام',
    roleResourceIdList: 'الأدوار',
    hasIpAddressRestriction: 'من عناوين معيّنة فقط',
    allowedIpAddresses: 'يُستخدم من',
  },
  filters: {
    name: 'الاسم يحتوي',
    clientId: 'معرّف العميل يحتوي',
    status: 'الحالة',
    used_from: 'استُخدم منذ',
    used_before: 'آخر استخدام قبل',
  },
  rotate: {
    action: 'سر جديد',
    title: 'سر جديد لـ %{name}',
    about: 'يعمل السرّان معًا حتى تنقضي المدة، ثم يعمل الجديد وحده.',
    hours: 'ساعات استمرار السر الحالي',
    force: 'أنهه حتى لو استُخدم في اليوم الأخير',
  },
  once: {
    title: 'السر، هذه المرة فقط',
    warning: 'لن يُعرض مرة أخرى. احفظه قبل الإغلاق.',
    curl: 'جرّبه',
    copy: 'انسخ: %{what}',
    copied: 'نُسخ: %{what}',
    not_copied: 'لا يسمح المتصفح بالنسخ. حدّد النص وانسخه بنفسك.',
    kept: 'حفظته',
  },
  delete: {
    title: 'أتحذف %{name}؟',
    warning: 'يتوقف فورًا كل ما يسجّل الدخول به.',
    done: 'حُذف %{name}',
  },
}
